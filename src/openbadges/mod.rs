//! Open Badges 2.0 and 3.0: documents, proofs, baking, status, and the four-answer verdict.
