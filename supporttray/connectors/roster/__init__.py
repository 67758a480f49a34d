"""Rotas, from where teams keep them."""
