import IO

extension ModelError: FileFailure {}

/// A mapped file whose problems are a model's.
public typealias MappedFile = IO.MappedFile<ModelError>

/// A file that appears when it is complete, and whose problems are a model's.
public typealias AtomicFile = IO.AtomicFile<ModelError>
