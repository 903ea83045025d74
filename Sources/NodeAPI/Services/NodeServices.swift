/// What routes and pages are given to work with.
public struct NodeServices: Sendable {
    /// API keys.
    public let callers: any CallerDirectory
    /// Answers and embeddings.
    public let answering: any QuestionAnswering
    /// Models and Datanets.
    public let catalogue: any Catalogue
    /// What the log says.
    public let books: any Bookkeeping
    /// Names of accounts.
    public let profiles: any Profiles
    /// The log's static files.
    public let logFiles: any LogFiles
    /// Training jobs.
    public let training: any ModelTraining
    /// Rows and money on their way in.
    public let intake: any Intake

    /// Services as given.
    public init(
        callers: any CallerDirectory, answering: any QuestionAnswering,
        catalogue: any Catalogue, books: any Bookkeeping, profiles: any Profiles,
        logFiles: any LogFiles, training: any ModelTraining, intake: any Intake
    ) {
        self.callers = callers
        self.answering = answering
        self.catalogue = catalogue
        self.books = books
        self.profiles = profiles
        self.logFiles = logFiles
        self.training = training
        self.intake = intake
    }
}
