"""What happens between the data and the screen: queries, who may see them, and how they reach a browser."""
