"""What the standard library has for doing several things at once."""

from .package import Package

ASYNCIO = Package(
    name="asyncio",
    compiled=True,
    use="""
import asyncio
import sys

async def work(name, queue):
    await asyncio.sleep(0)
    await queue.put(name)
    return name.upper()

async def main():
    queue = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work(name, queue)) for name in "ab"]
    assert [task.result() for task in tasks] == ["A", "B"] and queue.qsize() == 2
    try:
        async with asyncio.timeout(0.01):
            await asyncio.Event().wait()
    except TimeoutError:
        pass
    else:
        raise AssertionError("waited for ever")
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print('child')", stdout=asyncio.subprocess.PIPE)
    assert (await child.communicate())[0].split() == [b"child"]
    return await asyncio.to_thread(lambda: "thread")

assert await main() == "thread"
assert await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, 2)) == [1, 2]
""",
    make="""
import asyncio

old = asyncio.new_event_loop()
old_future = old.create_future()
old_queue = asyncio.Queue()
""",
    pair="""
import asyncio

assert isinstance(old, asyncio.AbstractEventLoop) and isinstance(old_queue, asyncio.Queue)
assert asyncio.isfuture(old_future) and isinstance(old_future, asyncio.Future)

async def main():
    old_future.set_result(4)
    await old_queue.put(await old_future)
    try:
        old_queue.put_nowait(5)
        old_queue.get_nowait()
        old_queue.get_nowait()
        old_queue.get_nowait()
    except asyncio.QueueEmpty:
        return await asyncio.wait_for(asyncio.sleep(0, "done"), 5)

assert old.run_until_complete(main()) == "done"
old.close()
""",
)

MULTIPROCESSING = Package(
    name="multiprocessing",
    use="""
import math
import multiprocessing
from multiprocessing import managers, pool, shared_memory

spawn = multiprocessing.get_context("spawn")
with spawn.Pool(2) as workers:
    assert workers.map(math.sqrt, [1, 4, 9]) == [1.0, 2.0, 3.0]
    try:
        workers.apply(math.sqrt, (-1,))
    except ValueError:
        pass
    else:
        raise AssertionError("the root of -1")
with pool.ThreadPool(2) as workers:
    assert workers.map(abs, [-1, 2]) == [1, 2]
block = shared_memory.SharedMemory(create=True, size=8)
block.buf[:2] = b"ab"
other = shared_memory.SharedMemory(block.name)
assert bytes(other.buf[:2]) == b"ab"
other.close()
block.close()
block.unlink()
near, far = spawn.Pipe()
child = spawn.Process(target=far.send, args=({"n": 1},))
child.start()
assert near.poll(60) and near.recv() == {"n": 1}
child.join()
assert child.exitcode == 0
with spawn.Manager() as manager:
    shared = manager.dict(a=1)
    shared["b"] = 2
    assert isinstance(shared, managers.BaseProxy) and dict(shared) == {"a": 1, "b": 2}
""",
    make="""
import multiprocessing

old = multiprocessing.get_context("spawn")
old_queue = old.SimpleQueue()
old_number = old.Value("i", 3)
old_near, old_far = old.Pipe()
""",
    pair="""
import multiprocessing
from multiprocessing import connection, context, queues

assert isinstance(old, context.BaseContext) and isinstance(old_queue, queues.SimpleQueue)
assert old is multiprocessing.get_context("spawn")
child = multiprocessing.get_context("spawn").Process(target=old_queue.put, args=("sent",))
child.start()
child.join()
assert child.exitcode == 0 and old_queue.get() == "sent"
old_far.send(1)
assert connection.wait([old_near], 10) == [old_near] and isinstance(old_near, connection.Connection)
with old_number.get_lock():
    old_number.value += 1
assert old_number.value == 4
assert old_near.recv() == 1
try:
    old_near.send_bytes(b"too long")
    old_far.recv_bytes(maxlength=2)
except OSError:
    pass
else:
    raise AssertionError("received more than it had room for")
old_near.close()
""",
)

FUTURES = Package(
    name="concurrent.futures",
    use="""
import concurrent.futures
import math
import multiprocessing

with concurrent.futures.ThreadPoolExecutor(2) as pool:
    futures = {pool.submit(pow, n, 2): n for n in range(4)}
    done = concurrent.futures.as_completed(futures)
    assert {futures[future]: future.result() for future in done} == {0: 0, 1: 1, 2: 4, 3: 9}
    late = pool.submit(divmod, 1, 0)
    assert isinstance(late.exception(), ZeroDivisionError)
spawn = multiprocessing.get_context("spawn")
with concurrent.futures.ProcessPoolExecutor(2, mp_context=spawn) as pool:
    assert list(pool.map(math.factorial, [3, 4])) == [6, 24]
    done, waiting = concurrent.futures.wait([pool.submit(abs, -3)])
    assert not waiting and done.pop().result() == 3
""",
    make="""
import concurrent.futures

old = concurrent.futures.ThreadPoolExecutor(1)
old_future = old.submit(abs, -1)
old_waiting = concurrent.futures.Future()
""",
    pair="""
import asyncio
import concurrent.futures

assert isinstance(old, concurrent.futures.Executor)
assert isinstance(old, concurrent.futures.ThreadPoolExecutor)
assert isinstance(old_future, concurrent.futures.Future)
assert next(concurrent.futures.as_completed([old_future])).result() == 1

async def ask():
    return await asyncio.get_running_loop().run_in_executor(old, abs, -2)
assert asyncio.run(ask()) == 2
assert old_waiting.cancel()
try:
    old_waiting.result(timeout=1)
except concurrent.futures.CancelledError:
    pass
else:
    raise AssertionError("a cancelled future has a result")
old.shutdown()
""",
)

PACKAGES = (ASYNCIO, MULTIPROCESSING, FUTURES)
