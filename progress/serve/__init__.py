"""The server: HTTP for this computer, HTTPS for the clinic's network, one process for both."""
