/** Something would not be covered by a signature; the message is for people. */
export class NotCovered extends Error {}
/** It cannot be known here whether it is; the message is for people. */
export class NotKnown extends Error {}
