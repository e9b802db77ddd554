"""`safety-credit` as a process of its own, under the interpreter of the tests."""

from services.command_line.app import main

if __name__ == "__main__":
    main()
