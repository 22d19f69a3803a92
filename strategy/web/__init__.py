"""What is served beside the pages by the same application."""
