"""A document to read: its lines as the window wraps them, its outline, a search, and the pane that shows all three."""
