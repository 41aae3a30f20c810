// Subwords
