"""One file that holds a whole register, the same from either database: written, read back, restored."""
