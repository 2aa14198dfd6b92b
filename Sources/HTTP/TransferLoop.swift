import CLibcurl
import CLinux
import Glibc
import Synchronization
import Threads

/// Carries out the transfers of one client, all on the thread that calls ``run()``.
final class TransferLoop: Sendable {
  private struct Inbox {
    var jobs: [Job] = []
    var isStopping = false
  }

  /// libcurl itself: started once, before the first handle is made.
  private static let isCurlStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private let inbox = Mutex(Inbox())
  /// A pipe into which a byte is written to end a wait.
  private let (reading, writing): (Int32, Int32)

  /// A loop that is not running yet.
  init() throws(HTTPError) {
    guard TransferLoop.isCurlStarted else { throw .system(reason: "libcurl does not start") }
    var ends: [Int32] = [-1, -1]
    guard colleague_pipe(&ends) == 0 else {
      throw .system(reason: "no pipe can be made: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Hands a job to the thread, which answers its continuation once.
  func add(_ job: Job) {
    inbox.withLock { $0.jobs.append(job) }
    wake()
  }

  /// Makes the thread look for new jobs and cancellations.
  func wake() {
    // A pipe that is full wakes it, too.
    _ = withUnsafeBytes(of: UInt8(1)) { write(writing, $0.baseAddress, 1) }
  }

  /// Makes ``run()`` return; what is under way is cancelled.
  func stop() {
    inbox.withLock { $0.isStopping = true }
    wake()
  }

  /// Works until ``stop()``.
  func run() {
    var transfers = Transfers()
    while true {
      let (jobs, isStopping) = inbox.withLock { inbox in
        defer { inbox.jobs = [] }
        return (inbox.jobs, inbox.isStopping)
      }
      for job in jobs { transfers.begin(job) }
      transfers.proceed(isStopping: isStopping)
      if isStopping { return }
      transfers.wait(for: reading)
    }
  }
}

/// Transfers under way, and the handle of libcurl's that holds them; of one thread alone.
private struct Transfers: ~Copyable {
  /// `nil` where libcurl makes none: then each job is answered with that.
  private let multi: UnsafeMutableRawPointer? = curl_multi_init()
  private var open: [UnsafeMutableRawPointer: Transfer] = [:]

  deinit { curl_multi_cleanup(multi) }

  /// Begins what is asked for.
  mutating func begin(_ job: Job) {
    do throws(HTTPError) {
      if job.cancellation.isRequested { throw .cancelled }
      guard let multi else { throw .system(reason: "libcurl makes no handle") }
      let transfer = try Transfer(job)
      guard curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
        throw HTTPError.system(reason: "libcurl takes no more requests")
      }
      open[transfer.easy] = transfer
    } catch {
      job.continuation.resume(returning: .failure(error))
    }
  }

  /// Reads and writes what can be, and answers the transfers that are done, overdue or, when stopping, under way.
  mutating func proceed(isStopping: Bool) {
    var count: Int32 = 0
    let code = curl_multi_perform(multi, &count)
    collect()
    // What came has been read before anybody is called late or idle.
    let now = ContinuousClock.now
    for transfer in Array(open.values) {
      if code != CURLM_OK {
        end(transfer, with: .failure(.system(reason: "libcurl cannot go on")))
      } else if let result = isStopping ? .failure(.cancelled) : transfer.overdue(at: now) {
        end(transfer, with: result)
      }
    }
  }

  /// Answers the transfers that libcurl is done with.
  private mutating func collect() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
        let transfer = open.removeValue(forKey: easy)
      else { continue }
      let result = transfer.result(colleague_curl_result(message))
      curl_multi_remove_handle(multi, easy)
      transfer.answer(result)
    }
  }

  /// Breaks a transfer off; its connection is closed before it is answered.
  private mutating func end(_ transfer: Transfer, with result: Result<Head, HTTPError>) {
    open[transfer.easy] = nil
    curl_multi_remove_handle(multi, transfer.easy)
    transfer.answer(result)
  }

  /// Sleeps until bytes arrive, also in `pipe`, which is emptied, or a transfer is due.
  func wait(for pipe: Int32) {
    var pause = Duration.seconds(60)
    let now = ContinuousClock.now
    for transfer in open.values { pause = min(pause, transfer.deadline - now) }
    // Rounded up, or the last millisecond before a deadline would be spent in a busy loop.
    let (seconds, attoseconds) = max(pause, .zero).components
    let milliseconds = Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    var woken = curl_waitfd(fd: pipe, events: Int16(CURL_WAIT_POLLIN), revents: 0)
    if curl_multi_poll(multi, &woken, 1, milliseconds, nil) != CURLM_OK { usleep(10_000) }
    var bytes: (UInt64, UInt64) = (0, 0)
    while withUnsafeMutableBytes(of: &bytes, { read(pipe, $0.baseAddress, $0.count) }) > 0 {}
  }
}
