"""What things are and the rules over them; knows pydantic and the standard library only."""
