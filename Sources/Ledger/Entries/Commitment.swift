package import Identity
package import Wire

/// The salted commitments that entries hold, each under its own tag.
package enum Commitment {
    /// Commits to a Datanet's terms document.
    package static func terms(salt: Digest, document: [UInt8]) -> Digest {
        Digest.sha256(tag: "openledger/terms/v1", salt.bytes, document)
    }

    /// Commits an account to rows; a copy by another account cannot be revealed.
    package static func contribution(
        contributor: AccountAddress, salt: Digest, rowsRoot: Digest, rowCount: UInt32
    ) -> Digest {
        var count = WireWriter()
        count.put(rowCount)
        return Digest.sha256(
            tag: "openledger/contribution/v1", contributor.bytes, salt.bytes, rowsRoot.bytes,
            count.bytes)
    }

    /// Commits the beacon's key to its secret.
    package static func beacon(key: AccountAddress, secret: Digest) -> Digest {
        Digest.sha256(tag: "openledger/beacon/v1", key.bytes, secret.bytes)
    }

    /// Stands for a model's name, which is public wherever the model is: not salted, so that one
    /// name is one digest and can be held by one maker alone.
    package static func modelName(_ name: String) -> Digest {
        Digest.sha256(tag: "openledger/model-name/v1", Array(name.utf8))
    }

    /// Commits to the bytes of a question.
    package static func request(salt: Digest, bytes: [UInt8]) -> Digest {
        Digest.sha256(tag: "openledger/request/v1", salt.bytes, bytes)
    }

    /// Commits to the bytes of an answer.
    package static func answer(salt: Digest, bytes: [UInt8]) -> Digest {
        Digest.sha256(tag: "openledger/answer/v1", salt.bytes, bytes)
    }
}
