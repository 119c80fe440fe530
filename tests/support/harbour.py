"""The bank of tests: what is said of Harbour town, in questions from which each test puts its bank together."""

TOP = """\
title: Harbour town
sources:
  story:
    title: Harbour town bets on the sea floor
    publisher: The Example Times
    date: 4 March 2025
    link: https://news.example/harbour
topics:
  figures: How much, how many
  goals: What they want
defaults:
  source: story
claims:
  jobs:
    says: The mine will create 400 jobs
    figure: 400 jobs
    who: Nordic Minerals, the company behind the plan
    status: claimed by one side
    where: How it began, paragraph 2
    as of: 4 March 2025
"""
#: More of its claims.
BERTHS = "  berths: {says: The port has 12 berths, figure: 12 berths, who: The harbour office, status: on record, where: paragraph 1}\n"
PIER = "  pier: {says: The pier is 300 m long, figure: 300 m, who: The harbour office, status: on record, where: paragraph 3, measures: Length of the pier}\n"
QUAY = "  quay: {says: The quay will be half a mile long, figure: 0.5 miles, who: Nordic Minerals, status: forecast, where: paragraph 4, measures: Length of the quay as planned}\n"
HARBOUR = "  harbour: {says: Sandvik has a harbour, who: The Example Times, status: on record, where: 'Introduction, paragraph 1'}\n"

#: Its questions by name: each type of question at least once. Those on one line are changed there by tests.
QUESTIONS = {
    "capital": """\
- id: capital
  topic: goals
  ask: Which town has the harbour?
  answer: Sandvik
  wrong:
  - Nordby => Nordby is where the ship was built. => ship for harbour
  - Osthavn => Osthavn has no harbour. => no harbour
  why: The first paragraph names the town.
""",
    "jobs-who": """\
- id: jobs-who
  topic: figures
  tests: who
  pattern: who says so
  ask: Who says that the mine will create 400 jobs?
  answer: The mining company
  wrong:
  - The labour union => The union repeats the company's number. => repeats for says
  - The ministry => The ministry gives no number. => no number
  why: Only the company gives the number.
  claim: jobs
""",
    "jobs-status": """\
- id: jobs-status
  topic: figures
  tests: status
  pattern: what status
  ask: How solid is the figure of 400 jobs?
  answer: claimed by one side
  wrong:
  - on record => Only the company says so. => too certain
  why: Only the company gives the number.
  claim: jobs
""",
    "jobs-who-typed": """\
- id: jobs-who-typed
  variant of: jobs-who
  topic: figures
  tests: who
  pattern: who says so
  ask: Name the firm that speaks of 400 jobs.
  accept: [Nordic Minerals]
  claim: jobs
  why: Only the company gives the number.
""",
    "jobs-status-two": """\
- id: jobs-status-two
  variant of: jobs-status
  topic: figures
  tests: status
  pattern: what status
  ask: Which badge fits the company's 400 jobs?
  answer: claimed by one side
  wrong: [on record => It is no public act., forecast => It is a promise., opinion => It is a figure.]
  claim: jobs
  why: Only the company gives the number.
""",
    "berths": """\
- {id: berths, topic: figures, tests: how much, ask: "How many berths has the port, by the harbour office's word?", number: 12, claim: berths, why: The office says twelve.}
""",
    "berths-status": """\
- {id: berths-status, topic: figures, tests: status, pattern: what status, ask: How solid are the 12 berths?, answer: on record, wrong: [opinion, disputed, claimed by one side], claim: berths, why: Anybody can count them.}
""",
    "longer": """\
- {id: longer, topic: figures, tests: what, ask: "Which is longer, by the words of office and company?", answer: The planned quay, wrong: [The pier, Both alike, Nobody says], claim: "pier, quay", why: Half a mile is about 805 m.}
""",
    "depth": """\
- id: depth
  topic: figures
  ask: How deep is the deposit, according to the survey?
  number: 3 km
  within: 3%
  who: The survey
  status: estimate
  why: The survey gives 3 km.
  hints: [It is less than 5 km., It is more than 2 km.]
""",
    "fruit": """\
- id: fruit
  topic: figures
  ask: Which of these does the report name as costs?
  answers: [Dredging, Harbour dues]
  wrong:
  - Wages => Wages are not in the report. => not there
  credit: per option
  why: The report names two costs.
""",
    "checked": "- {id: checked, statement: The ministry has checked it., is: not stated}\n",
    "country": "- {id: country, ask: Which country?, accept: [Norway]}\n",
    "steps": "- {id: steps, ask: Put the steps in order., order: [Survey, Licence, Drilling]}\n",
    "voices": """\
- id: voices
  ask: Who said what?
  match: {Minister: It is safe, Biologist: It is risky, Mayor: It is ours}
""",
    "sides": "- {id: sides, ask: Sort each., sort: {One side: [The mine], Both sides: [The port]}}\n",
    "quay": """\
- id: quay
  fill: All is well. The quay is [[300]] m long, says the [[mayor ~ council]] of it.
""",
    "mayor": """\
- id: mayor
  ask: Which goal of the mission to the harbour did the mayor herself state in June?
  answer: To free the quay from old ships
  wrong: [To draw tourists from the town, To stop the work in the bay, To swap it for other land]
  who: The mayor
  status: on record
  why: She said so.
""",
    "plan": """\
- id: plan
  topic: goals
  essay: What would you check first, and why?
  rubric:
  - "2 points: names an independent source"
  - "1 point: says what it could settle"
  why: An independent source comes first.
""",
}


def bank(quizzes: str, *names: str, claims: str = "") -> str:
    """A bank with these quizzes and further claims (lines of their blocks) and the questions of these names."""
    return f"{TOP}{claims}quizzes:\n{quizzes}questions:\n{''.join(QUESTIONS[name] for name in names)}"
