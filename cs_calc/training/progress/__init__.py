"""Progress that is not lost: what was answered, by whom, how far they are, what to review, and the team lead's report.

store = Store()                                      # where: CS_CALC_PROGRESS, see store.py
ana, key = begin(store, "Ana", now)                  # or resume(store, key), or signed_in(store, identity, now)
store.add(ana.id, [Attempt(...)])
standings(store.attempts(ana.id), ITEMS)             # levels.py;  due(...) in review.py;  team.py for the lead
"""
