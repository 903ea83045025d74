import Testing

@Suite struct ProbeTests {}
