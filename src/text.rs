//! Words in French and English, from one catalogue of messages.
