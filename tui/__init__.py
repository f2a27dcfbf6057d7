"""What people see: the app and the command line. Imports torch nowhere; the models load in a worker."""
