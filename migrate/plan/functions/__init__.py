"""Node groups become functions: which function each one gets, with which parameters and hints."""
