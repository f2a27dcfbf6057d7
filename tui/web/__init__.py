"""The same app in a web browser, on this computer only."""
