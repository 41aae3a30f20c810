/// The version of the program and of its libraries, in the sense of semver.org; CHANGELOG.md says what each has brought.
package let programVersion = "0.2.0"
