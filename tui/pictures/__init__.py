"""Pictures to keep: what a model looked at, as SVG or PNG. The same input makes the same file."""
