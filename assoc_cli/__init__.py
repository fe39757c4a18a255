"""The command line: the other client of the engine process."""
