show binary logs
