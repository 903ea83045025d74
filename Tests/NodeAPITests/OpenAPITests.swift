import HTTPTypes
import NodeAPI
import NodeTestKit
import Testing
import Wire

@Suite struct `The OpenAPI document` {
    static func document() async throws -> JSONValue {
        let reply = try await APIClient().get("/openapi.json")
        #expect(reply.type == "application/json")
        return try #require(reply.json)
    }

    /// `GET /v1/models` and the like, with each operation.
    static func operations(_ document: JSONValue) -> [(route: String, operation: JSONValue)] {
        (document["paths"]?.members ?? []).flatMap { path, item in
            (item.members ?? []).map { ("\($0.uppercased()) \(path)", $1) }
        }
    }

    @Test func `has every route and no other`() async throws {
        let document = try await Self.document()
        #expect(document["openapi"] == .string("3.1.0"))
        let described = Self.operations(document).map(\.route)
        #expect(described.sorted() == RouteTable.programs.declared.sorted())
        #expect(Set(described).count == described.count)
    }

    @Test func `describes what the routes do`() async throws {
        let client = try APIClient()
        for (route, operation) in Self.operations(try await Self.document()) {
            let parts = route.split(separator: " ").map(String.init)
            let method = try #require(HTTPRequest.Method(parts[0]))
            let security = operation["security"]?.arrayValue ?? []
            let needsKey = !security.isEmpty && !security.contains(.object([]))
            let path = parts[1].replacing("{tile}", with: "0/000.p/43")
                .replacing(/\{[a-z]+\}/, with: "1")
            let reply = try await client.send(method, path)
            #expect((reply.status == 401) == needsKey, "\(route)")
            #expect(reply.status != 405, "\(route)")
            #expect(operation["responses"]?["401"] != nil || !needsKey, "\(route)")
            #expect(
                operation["responses"]?[String(reply.status)] != nil, "\(route) \(reply.status)")
        }
    }

    @Test func `names each operation once and gives each a summary`() async throws {
        let operations = Self.operations(try await Self.document()).map(\.operation)
        let ids = operations.compactMap { $0["operationId"]?.stringValue }
        #expect(Set(ids).count == operations.count)
        #expect(operations.allSatisfy { $0["summary"]?.stringValue?.hasSuffix(".") == true })
        for operation in operations {
            #expect(operation["responses"]?["405"] != nil)
            let takesBody = operation["requestBody"] != nil
            #expect((operation["responses"]?["413"] != nil) == takesBody)
            #expect((operation["responses"]?["415"] != nil) == takesBody)
        }
    }

    @Test func `declares every capture of its paths`() async throws {
        for (route, operation) in Self.operations(try await Self.document()) {
            let captures = route.matches(of: /\{([a-z]+)\}/).map { String($0.output.1) }
            let declared = (operation["parameters"]?.arrayValue ?? [])
                .filter { $0["in"] == .string("path") }
                .compactMap { $0["name"]?.stringValue }
            #expect(captures == declared, "\(route)")
        }
    }

    @Test func `refers to nothing that it does not hold`() async throws {
        let document = try await Self.document()
        var references: Set<String> = []
        Self.collect(document, into: &references)
        #expect(references.count > 20)
        for reference in references {
            let parts = reference.split(separator: "/").dropFirst()
            let target = parts.reduce(document as JSONValue?) { $0?[String($1)] }
            #expect(target != nil, "\(reference)")
        }
        let schemas = document["components"]?["schemas"]?.members?.map(\.0) ?? []
        let unused = schemas.filter { !references.contains("#/components/schemas/\($0)") }
        #expect(unused == [])
    }

    private static func collect(_ value: JSONValue, into references: inout Set<String>) {
        for (key, member) in value.members ?? [] {
            if key == "$ref", let text = member.stringValue { references.insert(text) }
            collect(member, into: &references)
        }
        for element in value.arrayValue ?? [] { collect(element, into: &references) }
    }
}
