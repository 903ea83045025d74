/// The steps of Hugging Face's `BertNormalizer`, in the order in which they are taken.
struct TextCleaning: Equatable, Sendable {
    /// Drops control, format, private and unassigned scalars and makes every white space a space.
    var cleansText = false
    /// Puts a space before and after every CJK ideograph.
    var separatesIdeographs = false
    /// Takes letters apart (NFD) and drops the nonspacing marks.
    var stripsAccents = false
    /// Makes each scalar lower-case by itself, without regard to its neighbours.
    var lowercases = false
}
