import Synchronization
import Translation

/// Files whose segments are translated together.
struct JobWindow {
  private(set) var files: [LoadedFile] = []
  private(set) var bytes = 0
  private var segments = 0
  private let options: JobOptions

  init(_ options: JobOptions) {
    self.options = options
  }

  mutating func append(_ file: LoadedFile) {
    files.append(file)
    bytes += file.bytes
    segments += file.texts.count
  }

  var isFull: Bool { segments >= options.windowSegments || bytes >= options.windowBytes }
}

/// Counts what has been done of a job and reports it. May be shared between threads.
final class JobMeter: Sendable {
  private struct State: Sendable {
    var progress = JobProgress()
    var bytesDone = 0
    var tokensDone = 0
    // Of the window at hand.
    var bytes = 0
    var tokens = 1
    /// The file in which a draft occurs first.
    var places: [ExactText: String] = [:]
  }

  private let state = Mutex(State())
  private let totalBytes: Int
  private let report: @Sendable (JobProgress) -> Void

  init(_ files: [JobFile], report: @escaping @Sendable (JobProgress) -> Void) {
    totalBytes = max(1, files.reduce(0) { $0 + JobOutput.size(of: $1.input) })
    self.report = report
  }

  /// The file needs no translating.
  func passOver(_ file: JobFile) {
    change { state in
      state.bytesDone += JobOutput.size(of: file.input)
      state.progress.file = file.input
    }
  }

  func begin(_ window: JobWindow) {
    change { state in
      (state.bytes, state.tokens, state.tokensDone) = (window.bytes, 1, 0)
      state.places.removeAll(keepingCapacity: true)
      for file in window.files {
        for draft in file.texts.lazy.flatMap(\.drafts)
        where state.places.updateValue(file.file.input, forKey: ExactText(draft.text)) == nil {
          state.tokens += draft.length
        }
      }
      state.progress.file = window.files.first?.file.input ?? ""
    }
  }

  /// The drafts have been translated.
  func add(_ drafts: [SegmentDraft]) {
    change { state in
      state.progress.segments += drafts.count
      state.progress.words += drafts.reduce(0) { $0 + $1.text.split(separator: " ").count }
      state.tokensDone += drafts.reduce(0) { $0 + $1.length }
      if let first = drafts.first, let file = state.places[ExactText(first.text)] { state.progress.file = file }
    }
  }

  func end(_ window: JobWindow) {
    change { state in
      state.bytesDone += window.bytes
      (state.bytes, state.tokensDone) = (0, 0)
    }
  }

  private func change(_ body: (inout State) -> Void) {
    state.withLock { state in
      body(&state)
      let inWindow = Double(state.bytes) * Double(state.tokensDone) / Double(state.tokens)
      state.progress.share = min(1, (Double(state.bytesDone) + inWindow) / Double(totalBytes))
      report(state.progress)
    }
  }
}
