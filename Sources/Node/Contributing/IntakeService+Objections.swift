internal import Datanets
internal import Identity
internal import NodeAPI
internal import Wire
internal import Workflows

/// Objections to what intake made of rows, in turn with contributions.
extension IntakeService: Objecting {
    func object(
        to position: Int, ofContribution contribution: UInt64, reason: String,
        in datanet: String, caller: Caller
    ) async throws -> ObjectionRecord {
        let reason = try Self.reason(reason)
        return try await serially { service in
            try await service.working(on: datanet) { intake in
                let objection = try await intake.object(
                    to: position, ofContribution: contribution, by: caller.account,
                    reason: reason, seconds: service.now())
                return try await ObjectionRecord(objection, in: intake)
            }
        }
    }

    func objections(
        in datanet: String, after: UInt64?, caller: Caller
    ) async throws -> ObjectionPage {
        try await serially { service in
            let intake = try await service.take(datanet)
            service.intakes[datanet] = intake
            let page = intake.objections.page(
                of: caller.isOperator ? nil : caller.account, after: Int(clamping: after ?? 0),
                limit: ObjectionPage.limit)
            var records: [ObjectionRecord] = []
            for objection in page.objections {
                records.append(try await ObjectionRecord(objection, in: intake))
            }
            return ObjectionPage(
                objections: records, next: page.hasMore ? records.last?.number : nil)
        }
    }

    func decide(
        _ number: UInt64, in datanet: String, isUpheld: Bool, reason: String, caller: Caller
    ) async throws -> (objection: ObjectionRecord, isNew: Bool) {
        guard caller.isOperator else { throw ServiceRefusal.forbidden(Self.operatorOnly) }
        let reason = try Self.reason(reason)
        return try await serially { service in
            try await service.working(on: datanet) { intake in
                let number = Int(clamping: number)
                let objection = try intake.objections.objection(number)
                let outcome = try await intake.rule(
                    on: number,
                    Objection.Ruling(isUpheld: isUpheld, reason: reason, seconds: service.now()),
                    key: service.keys.currentKey(of: objection.account), secret: Digest.random())
                return (try await ObjectionRecord(outcome.objection, in: intake), outcome.isNew)
            }
        }
    }

    /// Works on a Datanet's intake and shows to readers what became of it.
    private func working<Value: Sendable>(
        on name: String, _ work: (inout DatanetIntake) async throws -> Value
    ) async throws -> Value {
        var intake = try await take(name)
        do {
            let value = try await work(&intake)
            datanets.extend(name, to: intake.datanet)
            datanets.note(intake.objections, of: name)
            intakes[name] = intake
            return value
        } catch let refusal as ObjectionRefusal {
            intakes[name] = intake  // Nothing was taken.
            throw ServiceRefusal(refusal)
        } catch {
            // Log and disk may hold what the intake does not know of.
            _ = try? await open(name)
            throw ServiceRefusal(error)
        }
    }

    private static func reason(_ text: String) throws(ServiceRefusal) -> ObjectionReason {
        do throws(ObjectionRefusal) { return try ObjectionReason(text) } catch {
            throw ServiceRefusal(error)
        }
    }
}

extension ServiceRefusal {
    /// What the refusal of an objection, or of a decision, means to the caller.
    init(_ refusal: ObjectionRefusal) {
        switch refusal {
        case .unknownContribution, .noSuchRow, .unknownObjection: self = .notFound("\(refusal)")
        case .foreign: self = .forbidden("\(refusal)")
        case .keyMissing:
            self = .forbidden(
                "This node does not keep the contributor's key; nothing was decided.")
        case .accepted, .sameWords, .again, .accountFull, .datanetFull, .decided:
            self = .conflict("\(refusal)")
        case .noReason, .reasonTooLong, .controlCharacter:
            self = .invalid(parameter: "reason", message: "\(refusal)")
        }
    }
}

extension ObjectionRecord {
    /// The objection with its row, and where that was taken in.
    fileprivate init(_ objection: Objection, in intake: DatanetIntake) async throws {
        let row = intake.datanet.row(of: objection)
        var takenIn: TakenIn?
        if objection.state == .upheld, let outcome = try await intake.upheld(objection),
            let number = outcome.firstRow
        {
            takenIn = TakenIn(
                row: number.value, commit: outcome.commitIndex, reveal: outcome.revealIndex)
        }
        self.init(
            number: UInt64(objection.number), state: State(objection.state),
            account: objection.account, contribution: objection.commitIndex,
            position: objection.place.position, original: objection.original.value,
            row: SubmittedRow(text: row.text, label: row.label), reason: objection.reason.text,
            seconds: objection.seconds,
            ruling: objection.ruling.map {
                Ruling(reason: $0.reason.text, seconds: $0.seconds)
            }, takenIn: takenIn)
    }
}

extension ObjectionRecord.State {
    fileprivate init(_ state: Objection.State) {
        self =
            switch state {
            case .open: .open
            case .upheld: .upheld
            case .dismissed: .dismissed
            }
    }
}
