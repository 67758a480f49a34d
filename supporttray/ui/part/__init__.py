"""Small pieces that several windows are made of."""
