"""From links to actions: what to recommend on whose page, strongest first."""
