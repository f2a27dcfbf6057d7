"""Training, watched: runs as they are being written, drawn as curves in the terminal."""
