"""What the command line can ask for: run here, or handed to the app that has the file open."""
