import Glibc

/// Whether a test runs that needs something from outside. Where `CI` is set it runs in any case, and fails without.
public func isToBeTested(_ isThere: Bool) -> Bool { isThere || getenv("CI") != nil }
