import Jobs
import Testing
