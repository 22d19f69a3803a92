"""Where strategies are kept: the only place that knows a database driver and SQL."""
