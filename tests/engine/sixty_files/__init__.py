"""More than sixty sales files as real systems write them: made here, written to a folder, with what must be understood."""
