import IO

extension CorpusError: ProgramFailure {}

// What reads and runs for this room, with errors of its own.
public typealias LineStream = IO.LineStream<CorpusError>
package typealias ByteSource = IO.ByteSource<CorpusError>
package typealias ChildProcess = IO.ChildProcess<CorpusError>
