"""What the store writes to disk and takes from it: private, checked, and cleared away."""
