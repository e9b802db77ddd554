"""What is public: pure functions of records, standing, rules and day."""
