"""Interpolations of configuration: OmegaConf's, and those of Kedro before 0.19."""
