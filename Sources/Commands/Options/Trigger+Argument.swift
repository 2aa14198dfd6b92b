import ArgumentParser
import Vocabulary

extension Trigger: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
