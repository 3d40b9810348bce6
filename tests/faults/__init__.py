"""Faults on purpose: what is killed, forged, mutilated or overloaded, and what must hold."""
