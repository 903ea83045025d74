import Identity
import Testing
import Wire

/// What eth_account makes of messages; see scripts/fixtures/eip712-vectors.py.
struct TypedMessageVector: Sendable, CustomTestStringConvertible {
    let domain: SigningDomain
    let message: TypedMessage
    let definition: String
    let separator: String
    let structDigest: String
    let signingDigest: String
    /// Signatures by the keys 1, 2 and 0x46…46.
    let signatures: [String]

    var testDescription: String { message.typeName }

    static let secrets: [[UInt8]] = [
        [UInt8](repeating: 0, count: 31) + [1], [UInt8](repeating: 0, count: 31) + [2],
        [UInt8](repeating: 0x46, count: 32),
    ]

    static func vectors() throws -> [TypedMessageVector] {
        try [smallest(), everyType(), person(), arrays(), nested()]
    }

    /// The domain of a log.
    static func log() throws -> SigningDomain {
        SigningDomain(chainId: 84_532, salt: try #require(Digest([UInt8](0..<32))))
    }

    /// One field, of zero.
    static func smallest() throws -> TypedMessageVector {
        let log = try log()
        return TypedMessageVector(
            domain: log,
            message: TypedMessage("AccountOpen", [("nonce", .uint(0, bits: 64))]),
            definition: "AccountOpen(uint64 nonce)",
            separator: "778328047866b8bd72ec7e7cf783157b68359720d9ae57fdb749d7d123f14f2f",
            structDigest: "8600e2992d063073324d0075ccfb2e72516a95c1516f4bf3d5f1049783d7350a",
            signingDigest: "91e75225a76874d6a06131deefe0ef2b650f55f5d46bf108393e5194b92eeed2",
            signatures: [
                "35c146ad05f966bf1059a79fea8a2913d2eecbde5d7a3f03c5878262558b8af049"
                    + "8589c0c89172f54c28140cad7a01f09988c25d514d4633710c9123762abc1e1c",
                "322f10d29bf40319e1d915f49a336ccd3612c112e24689cdad7a388e724e29fb69"
                    + "cf75db73b95ad9dd8d4cdb68eac2ea699c97e2a7341cb758a6078c639e82dd1c",
                "f1622a6862e9393303401d38c9373cd6e5e20cc98e60a51b23047d9b7e5bedb024"
                    + "1ba367faa288001baf6745b453a62f447550f398e5dfc18b6a82a1e578becd1b",
            ])
    }

    /// Every type that a field may have.
    static func everyType() throws -> TypedMessageVector {
        let log = try log()
        let root = try #require(Digest([UInt8](100..<132)))
        let one = try #require(AccountAddress(hex: "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"))
        return TypedMessageVector(
            domain: log,
            message: TypedMessage(
                "Everything",
                [
                    ("tiny", .uint(255, bits: 8)),
                    ("small", .uint(4_000_000_000, bits: 32)),
                    ("wide", .uint(.max, bits: 64)),
                    ("widest", .uint(.max, bits: 256)),
                    ("root", .bytes32(root)),
                    ("account", .address(one)),
                    ("payload", .bytes([UInt8](0..<200))),
                    ("nothing", .bytes([])),
                    ("text", .string("Zürich 東京 𝄞")),
                    ("yes", .bool(true)),
                    ("no", .bool(false)),
                ]),
            definition:
                "Everything(uint8 tiny,uint32 small,uint64 wide,uint256 widest,bytes32 root,"
                + "address account,bytes payload,bytes nothing,string text,bool yes,bool no)",
            separator: "778328047866b8bd72ec7e7cf783157b68359720d9ae57fdb749d7d123f14f2f",
            structDigest: "7305f536c986ab43969a526f46347966d660e6315ce2fef14571a085ee75de98",
            signingDigest: "33693c18049fb3fea920f1c691bdfd38a7bb3a2679806feb2939a18c1882dd92",
            signatures: [
                "91989a4c845fe50e39b5d5d5eb0bf554682266bea7a708caacb0dfc710b3b09956"
                    + "67ba535f46d71e396f76989dfa06e4eccaa14e7ff3e9acb6c0611a44c55f8f1c",
                "8e90fc38ac880cac3e852900c10254f47e78c26d1e80ec2a244e990cabb206fc1e"
                    + "5d7972ccfcd2253523b57f05af97d85910d434e0160310eba121964de42d601b",
                "70c975a2f390e63f6d368456e1659ae1566ff5c7c407e5720348d7089145af1205"
                    + "e55f46f635218eca5daad827e09a722de0f708be7642c0b38adee0f6e0f1aa1b",
            ])
    }

    /// The domain and the inner struct of the example in EIP-712.
    static func person() throws -> TypedMessageVector {
        let cow = try #require(AccountAddress(hex: "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"))
        let contract = try #require(AccountAddress([UInt8](repeating: 0xCC, count: 20)))
        let mail = SigningDomain(
            name: "Ether Mail", version: "1", chainId: 1, verifyingContract: contract)
        return TypedMessageVector(
            domain: mail,
            message: TypedMessage(
                "Person", [("name", .string("Cow")), ("wallet", .address(cow))]),
            definition: "Person(string name,address wallet)",
            separator: "f2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f",
            structDigest: "fc71e5fa27ff56c350aa531bc129ebdf613b772b6604664f5d8dbe21b85eb0c8",
            signingDigest: "dbe3b3469ba1871f3d4c099fb8b300422d96f8e1061f2597c50491cdf49b4ef2",
            signatures: [
                "e3b7697ab5293110385b8515fadf89847456839f07d4af5d3ad953523821029624"
                    + "e2df0e7d65583886d638267fd98e5e406ccdd1f5e3989546823f56297fe6311b",
                "d8b79d5210e379d315be68b6f4e1505865a44790db222fc3c484a94c03c275a465"
                    + "f373128942005920a8d7aa682c693298e874656217ab39616fc271b6e41d501b",
                "007897657d01507f62cf6c81abecddc01ee2cfb686a2d2bbbd0fe12af7bb394f3b"
                    + "95ca74e167a1ca305f75d7b93453af42cafcd4c1b333ec91df38cab37cbc7e1c",
            ])
    }

    private static let part = TypedStruct(
        "Part", [.init("part", .uint(bits: 16)), .init("digest", .bytes32)])
    private static let metric = TypedStruct(
        "Metric",
        [
            .init("metric", .uint(bits: 16)), .init("value", .uint(bits: 64)),
            .init("count", .uint(bits: 32)),
        ])
    private static let report = TypedStruct(
        "Report", [.init("name", .string), .init("metrics", .structs(metric))])

    /// Arrays of structs, one of them empty; the definition names each struct once, by name.
    static func arrays() throws -> TypedMessageVector {
        let digest = try #require(Digest([UInt8](0..<32)))
        let metrics: [[TypedValue]] = [
            [.uint(1, bits: 16), .uint(60, bits: 64), .uint(100, bits: 32)]
        ]
        return TypedMessageVector(
            domain: try log(),
            message: TypedMessage(
                "Result",
                [
                    ("manifest", .uint(7, bits: 64)),
                    (
                        "parts",
                        .structs(
                            part,
                            [
                                [.uint(1, bits: 16), .bytes32(digest)],
                                [.uint(4097, bits: 16), .bytes32(.zero)],
                            ])
                    ),
                    ("metrics", .structs(metric, metrics)),
                    ("none", .structs(metric, [])),
                ]),
            definition:
                "Result(uint64 manifest,Part[] parts,Metric[] metrics,Metric[] none)"
                + "Metric(uint16 metric,uint64 value,uint32 count)Part(uint16 part,bytes32 digest)",
            separator: "778328047866b8bd72ec7e7cf783157b68359720d9ae57fdb749d7d123f14f2f",
            structDigest: "538ecb9c67d5c58c835fe0ca0f480a793f7e77585dcee22804a902adcb15f880",
            signingDigest: "bc83edcf1447e80a2ff73158f09848b13fe03912a3c1a25b539de323c11845a9",
            signatures: [
                "885ec6844a66eea9f1430a22ede3bc5d86699e75ece269277bac23f0d047778e1c"
                    + "14a6268ebf25aaa9232cad912fe649b2f47299d9e586e06aa894cf6d17ed411b",
                "36efd6a5e3a08028228f50e33deb75870a9762665f92a7c507ea9ef4ca27e2d151"
                    + "e4e3573ae9b8ab1a5edc00c1531539d6195685edffc2874e54a91f5382f7381c",
                "0c536683bd82173023f7c481dd41bf772eed9b789bc66bff590842ecc02da6a72d"
                    + "de4557982d0888642603c7ee5868f8148b1d679f9f093d489725c0145146c71b",
            ])
    }

    /// Structs in arrays that hold arrays themselves.
    static func nested() throws -> TypedMessageVector {
        let metrics: [[TypedValue]] = [
            [.uint(2, bits: 16), .uint(.max, bits: 64), .uint(1, bits: 32)]
        ]
        return TypedMessageVector(
            domain: try log(),
            message: TypedMessage(
                "Nested",
                [
                    (
                        "reports",
                        .structs(
                            report,
                            [
                                [.string("first"), .structs(metric, metrics)],
                                [.string(""), .structs(metric, [])],
                            ])
                    ),
                    ("yes", .bool(true)),
                ]),
            definition:
                "Nested(Report[] reports,bool yes)"
                + "Metric(uint16 metric,uint64 value,uint32 count)"
                + "Report(string name,Metric[] metrics)",
            separator: "778328047866b8bd72ec7e7cf783157b68359720d9ae57fdb749d7d123f14f2f",
            structDigest: "f9b0df28ad403a93756c20156b658036e000864c015468401713e42e68fd0df6",
            signingDigest: "c172552eb4a2aa50b14b4339aa60d8c4f924dc37604651f664bfdc92c884d7ef",
            signatures: [
                "7adfd1081a28375c1ecf00da0de6bb23deabb12d15bc8fe41a37e8a3525bb1d60b"
                    + "4bc7db48a95613a6e8b8a0258da1f1fdfe2d0c93d2a19b972d9eec87f2f69b1b",
                "68908c8122071b5b471862405c9075ab34335b48888911042081aaa0b984a00078"
                    + "e4efe2f1f93f6df973774229a0f554860a65e5c9fbeeecb805b3eac1043b841b",
                "cc3a8c1590079bd51f43d640117e97ffefd3f07d7f3284eccc11bf0298ad17bf7d"
                    + "318a6990ae29e9a4f72a17b23aeee7ab20f53c09cc0ad87081682d1a74d7061c",
            ])
    }
}
