"""Nets that learn whole baskets: the GAN that proposes new ones, and the autoencoders that give back what they are shown."""
