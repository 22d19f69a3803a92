"""What people do with a strategy: each call asks who, checks, and writes one transaction."""
