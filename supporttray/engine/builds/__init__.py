"""What is found out about red builds, and what a person does about them."""
