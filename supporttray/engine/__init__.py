"""What runs: polls on one asyncio loop, the store, and the snapshot that follows from both. No Qt."""
