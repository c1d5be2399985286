"""The registered pipelines of a project, their nodes and the functions of these."""
