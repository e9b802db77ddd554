"""What happens to messages, without any transport: stage, fold, outcome, and a log in memory."""
