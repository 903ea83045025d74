internal import Foundation
internal import Machine

/// A connection to a server on this machine, and the wait for several of them.
///
/// The load generator shares the machine with the server under test, so it uses the system's calls
/// without a layer over them.
final class ServingSocket {
    /// The system's number of the connection.
    let descriptor: Int32

    /// Connects.
    ///
    /// - Parameters:
    ///   - port: the server's.
    ///   - host: the last byte of the client's own address, 127.0.0.x: Linux takes all of them for
    ///     this machine.
    /// - Throws: `OperationError`.
    init(port: UInt16, from host: UInt8 = 1) throws {
        let made = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard made >= 0 else { throw Self.failure("make a socket") }
        descriptor = made
        var own = Self.address(host: host, port: 0)
        var address = Self.address(host: 1, port: port)
        guard unsafe Self.call(bind, made, &own) == 0 else { throw Self.failure("bind") }
        guard unsafe Self.call(connect, made, &address) == 0 else {
            throw Self.failure("connect to port \(port)")
        }
        var isOn: Int32 = 1
        _ = unsafe setsockopt(
            made, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit {
        close(descriptor)
    }

    private static func address(host: UInt8, port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (UInt32(0x7F00_0000) | UInt32(host)).bigEndian
        return address
    }

    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32,
        _ address: inout sockaddr_in
    ) -> Int32 {
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Hands all bytes to the system.
    ///
    /// - Throws: `OperationError` when the server has hung up.
    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty { rest = try send(rest, flags: 0) }
    }

    /// Hands the system as many bytes as it takes at once.
    ///
    /// - Returns: the rest.
    /// - Throws: `OperationError` when the server has hung up.
    func sendSome(_ bytes: ArraySlice<UInt8>) throws -> ArraySlice<UInt8> {
        try send(bytes, flags: Int32(MSG_DONTWAIT))
    }

    private func send(_ bytes: ArraySlice<UInt8>, flags: Int32) throws -> ArraySlice<UInt8> {
        let count = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Foundation.send(
                descriptor, buffer.baseAddress, buffer.count, flags | Int32(MSG_NOSIGNAL))
        }
        if count > 0 { return bytes.dropFirst(count) }
        guard count < 0, errno == EAGAIN || errno == EINTR else { throw Self.failure("send") }
        return bytes
    }

    /// Takes what has arrived, at most as much as the buffer holds; 0 when there is nothing.
    ///
    /// - Throws: `OperationError` when the server has hung up.
    func receive(into buffer: inout [UInt8]) throws -> Int {
        let flags = Int32(MSG_DONTWAIT)
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, flags)
        }
        if count > 0 { return count }
        guard count < 0 else {
            throw OperationError(.measurement, "the server hung up on the load generator")
        }
        guard errno == EAGAIN || errno == EINTR else { throw Self.failure("receive") }
        return 0
    }

    /// Waits until something arrives on some of the connections.
    ///
    /// - Parameters:
    ///   - waiting: the connections; their `revents` are set.
    ///   - milliseconds: how long at most.
    /// - Returns: whether something has arrived.
    static func wait(for waiting: inout [pollfd], milliseconds: Int32) -> Bool {
        unsafe poll(&waiting, nfds_t(waiting.count), milliseconds) > 0
    }

    private static func failure(_ what: String) -> OperationError {
        let reason = unsafe String(cString: strerror(errno))
        return OperationError(.measurement, "the load generator could not \(what): \(reason)")
    }
}
