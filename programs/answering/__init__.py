"""Forms and answers as plain values: what is asked, whether an answer fits, how far a draft has come."""
