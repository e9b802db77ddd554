"""`python -m services.intake.api` serves the API."""

from . import main

if __name__ == "__main__":
    main()
