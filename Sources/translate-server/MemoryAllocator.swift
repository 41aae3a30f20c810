import Glibc

/// The C library's allocator, for a process that runs for months.
enum MemoryAllocator {
  /// Threads share two arenas. By itself the allocator makes one for each, up to eight a processor, and memory that was
  /// freed in one is of no use to the others: the process would grow for hours until each has had its largest request.
  ///
  /// Blocks from half a megabyte on go back to the system when they are freed. By itself the allocator raises that bound
  /// up to 32 MB as such blocks are freed, and the heap fills with gaps.
  static func shareArenas() {
    // M_ARENA_MAX, M_MMAP_THRESHOLD, M_TRIM_THRESHOLD
    for (setting, value): (Int32, Int32) in [(-8, 2), (-3, 512 << 10), (-1, 128 << 10)] {
      call("mallopt") { function in
        _ = unsafeBitCast(function, to: (@convention(c) (Int32, Int32) -> Int32).self)(setting, value)
      }
    }
  }

  /// Gives back to the system what is free: the allocator does so by itself only at the end of an arena, and after a busy
  /// hour there is always something in use behind what is free.
  static func giveBack() {
    call("malloc_trim") { function in _ = unsafeBitCast(function, to: (@convention(c) (Int) -> Int32).self)(0) }
  }

  /// These are not among what Swift sees of the C library.
  private static func call(_ name: String, _ body: (UnsafeMutableRawPointer) -> Void) {
    if let function = dlsym(nil, name) { body(function) }
  }
}
