"""`python -m strategy`: the command line."""

from strategy.cli import main

if __name__ == "__main__":
    main(prog_name="python -m strategy")
