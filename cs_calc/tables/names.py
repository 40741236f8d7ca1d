"""What our columns are called elsewhere: in other tools, and in German, French, Spanish and Dutch.

Names are written as they are compared (`headers.normalise`), a comma between them.
"""

from __future__ import annotations


def split_names(text: str) -> tuple[str, ...]:
    """Names written one after the other with a comma between."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


_CUSTOMER = (
    "customer uuid, customer oid, customer external id, cust id, custid, account number, account no, account uuid, account key, "
    "customer no, "
    "customer nr, customer key, customer code, client number, client code, user account, company uuid, organization id, organisation id,"
    " org id, "
    "organization, organisation, tenant id, workspace id, kunden id, kundennr, kunden nr, kunden nummer, debitor, debitorennummer, "
    "client no, "
    "id client, numéro client, code client, identifiant client, cliente, id cliente, número de cliente, código de cliente, klant, "
    "klant id, "
    "klantnummer, klantnr, subscriber id, member id, buyer id"
)
_OWNER = (
    "customer success manager, success manager, csm name, csm owner, relationship manager, account executive, betreuer, kundenbetreuer, "
    "responsable, gestor, gestor de cuenta, accountmanager, assigned csm, owner name"
)
_SEGMENT = "size segment, company size, customer tier, kundensegment, segmento, klantsegment, customer type, kundentyp"
_PLAN = (
    "plan id, plan code, subscription plan, current plan, product name, package, tarif, paket, produkt, formule, offre, abonnement type,"
    " plan de "
    "suscripción, producto, pakket, edition, sku"
)
_COUNTRY = "country code, land, pays, país, billing country code, shipping country, customer country"
_DATE = "datum, fecha, jour, tag, day"

_ALIASES: dict[str, dict[str, str]] = {
    "subscriptions": {
        "subscription_id": "subscription number, subscription no, sub id, subscription oid, subscription uuid, contract id, "
        "contract number, "
        "contract no, vertrag, vertragsnummer, abo nummer, abonummer, vertrags id, numéro d abonnement, contrato, abonnement id, "
        "contractnummer",
        "customer_id": _CUSTOMER,
        "start_date": "subscription start date, subscription started at, activated at, activation date, active from, contract start, "
        "contract start date, begins on, begin date, valid from, billing start date, first paid at, begin, beginn, startdatum, "
        "vertragsbeginn, "
        "abobeginn, gültig ab, von, laufzeit von, date de début, date début, début, fecha de inicio, fecha inicio, inicio, begindatum, "
        "ingangsdatum, "
        "start on, commenced on, commencement date",
        "end_date": "ended on, subscription end, subscription end date, subscription ended at, subscription canceled at, "
        "subscription cancelled at, "
        "canceled on, cancelled on, cancelled date, canceled date, cancel date, churn date, churned at, churned on, expires at, "
        "expired at, "
        "expiry date, expiration date, terminated at, termination date, active until, valid until, valid to, contract end, "
        "contract end date, ende, "
        "enddatum, vertragsende, kündigungsdatum, gekündigt zum, gekündigt am, gültig bis, laufzeit bis, bis, date de fin, date fin, fin, "
        "date de résiliation, fecha de fin, fecha fin, fecha de baja, einddatum, opzegdatum",
        "amount": "unit amount, unit price, plan price, subscription amount, recurring amount, recurring price, billing amount, "
        "net amount, "
        "price per period, contract value, betrag, preis, nettobetrag, netto, gebühr, monatspreis, montant, prix, montant ht, tarif ht, "
        "importe, "
        "precio, cuota, bedrag, prijs, amount usd, amount eur, amount gbp, monthly price, monthly fee, monthly amount, mrr, "
        "monthly recurring revenue",
        "interval": "plan interval, billing period unit, billing term, term, billing interval unit, recurrence, renewal period, "
        "payment interval, "
        "payment frequency, payment period, period unit, abrechnung, abrechnungszeitraum, abrechnungsintervall, abrechnungsperiode, "
        "zahlweise, "
        "zahlungsweise, turnus, intervall, zahlungsintervall, périodicité, fréquence, fréquence de facturation, periodicidad, frecuencia, "
        "ciclo de facturación, facturatieperiode, frequentie, betaalperiode, charged every, billed every, cadence",
        "plan": _PLAN, "owner": _OWNER, "segment": _SEGMENT, "country": _COUNTRY,
        "currency": "currency iso code, amount currency, plan currency, billing currency, währung, devise, moneda, divisa, valuta",
        "discount": "discount percent, discount amount, rabatt, remise, descuento, korting",
        "cancel_reason": "cancel reason, churn reason, reason for cancellation, reason code, expiration reason, kündigungsgrund, grund, "
        "motif de résiliation, motivo de cancelación, opzegreden",
        "voluntary": "voluntary churn, is voluntary, freiwillig",
    },
    "monthly_mrr": {
        "customer_id": _CUSTOMER,
        "month": "mrr month, month end, month start, reporting month, billing month, year month, monat, mois, mes, maand",
        "mrr": "mrr amount, mrr usd, mrr eur, monthly revenue, recurring revenue, monthly mrr, monatlicher umsatz, wiederkehrender umsatz, "
        "revenu mensuel récurrent, revenu récurrent mensuel, ingresos recurrentes mensuales, maandelijkse omzet",
        "plan": _PLAN, "owner": _OWNER, "segment": _SEGMENT, "country": _COUNTRY,
    },
    "mrr_movements": {
        "date": "activity date, effective date, " + _DATE, "customer_id": _CUSTOMER,
        "type": "mrr movement type, activity type, mrr change type, change type, bewegung, art der bewegung",
        "amount": "mrr change, delta mrr, mrr delta, net mrr change, activity mrr movement, betrag, montant, importe, bedrag",
        "source": "movement source, cause, reason, description", "recurring": "is recurring",
    },
    "survey_responses": {
        "response_id": "answer id, survey response id, submission id, submission, response number, antwort id, id de réponse, "
        "id de respuesta",
        "date": "date submitted, submitted date, submission date, submit date, completed at, completed on, completion date, response time, "
        "responded at, responded on, survey date, date of response, rated at, rating date, feedback date, antwortdatum, "
        "beantwortet am, abgegeben am, date de réponse, fecha de respuesta, fecha, datum reactie, ingevuld op, created, created time, "
        "created date, "
        "recorded at, answer date, date created",
        "survey_type": "survey kind, survey name, question type, umfrage, umfragetyp, enquête, encuesta, enquete",
        "score": "nps rating, csat rating, ces rating, response score, survey score, rating score, score value, answer value, "
        "rating value, stars, "
        "promoter score, net promoter score, customer satisfaction, customer satisfaction score, customer effort score, satisfaction, "
        "satisfaction rating, bewertung, punktzahl, punkte, wertung, zufriedenheit, weiterempfehlung, puntuación, valoración, "
        "calificación, "
        "cijfer, beoordeling, waardering, how satisfied are you with our product, how satisfied are you with our service, "
        "how satisfied were you, "
        "how would you rate your experience, how easy was it to get the help you wanted, how easy was it to solve your problem, "
        "how likely are you to recommend our product, how likely are you to recommend our product to a friend or colleague, "
        "how likely is it that you would recommend us to a friend or colleague, how likely is it that you would recommend us, "
        "wie wahrscheinlich ist es dass sie uns weiterempfehlen, conversation rating",
        "customer_id": _CUSTOMER + ", company, company name, account name, customer name",
        "scale_min": "scale minimum, min score, lowest score, scale from", "scale_max": "scale maximum, max score, highest score, "
        "scale to, scale",
        "comment": "comments, verbatim, remark, remarks, free text, open feedback, feedback comment, rating comment, "
        "conversation rating remark, "
        "reason for score, what could we do better, kommentar, anmerkung, begründung, commentaire, comentario, comentarios, opmerking, "
        "toelichting",
        "themes": "topic, topics, tag, category, categories, thema, themen, thèmes, temas",
        "agent": "assigned to, agent name, support agent, mitarbeiter, bearbeiter, agente, medewerker",
        "channel": "response channel, survey method, distribution channel, kanal, canal, kanaal",
        "ticket_id": "case id, case number, conversation id, ticket number, ticketnummer",
        "plan": _PLAN, "owner": _OWNER, "segment": _SEGMENT, "country": _COUNTRY,
    },
    "customers": {
        "customer_id": _CUSTOMER,
        "customer_name": "client name, organization name, organisation name, firma, firmenname, kundenname, unternehmen, nom du client, "
        "nom client, entreprise, société, raison sociale, nombre, nombre del cliente, empresa, razón social, klantnaam, bedrijf, "
        "bedrijfsnaam",
        "signup_date": "sign up date, signed up at, signed up on, signup, registered at, registered on, registration date, joined, "
        "joined at, join date, "
        "onboarded since, subscriber since, became a customer date, client since, kunde seit, kundenbeginn, anmeldedatum, registriert am, "
        "date d inscription, client depuis, fecha de alta, cliente desde, klant sinds, aanmelddatum, start date",
        "mrr": "monthly recurring revenue, mrr usd, mrr eur, current mrr, mrr amount, monthly charges, monthly charge, monthly fee",
        "nps": "nps score, latest nps, last nps, nps rating", "csat": "csat score, latest csat, last csat, csat rating, average csat",
        "active": "is active, aktiv, actif, activo, actief", "usage": "usage rate, usage share, seat usage, license usage, nutzung, "
        "adoption rate",
        "renewal_date": "next renewal, next renewal date, contract renewal date, renewal, renews on, verlängerung, verlängerungsdatum, "
        "date de renouvellement, fecha de renovación, verlengdatum, renewal due, contract end date",
        "trial_start": "trial started at, trial start date, trial started on, free trial started at, testbeginn",
        "trial_end": "trial ended at, trial end date, trial ends at, trial ended on, testende",
        "converted_at": "converted on, conversion date, paid since, upgraded at, first paid at",
        "onboarding_done_at": "onboarding completed at, onboarding complete date, onboarded at, onboarding end, onboarding finished, "
        "go live date, "
        "went live, live since, implementation done",
        "first_value_at": "first value date, activated at, activation date, aha moment at", "target_days": "onboarding target days, "
        "planned days, target",
        "churned_at": "churn date, churned on, cancelled on, canceled on, cancellation date, lost on, gekündigt am, kündigungsdatum, "
        "date de résiliation, fecha de baja, opzegdatum, end date",
        "owner": _OWNER, "segment": _SEGMENT, "plan": _PLAN, "country": _COUNTRY,
        "users": "number of users, user count, users count, licenses, licences, licensed users, seat count, nutzer, benutzer, lizenzen, "
        "utilisateurs, usuarios, gebruikers",
    },
    "tickets": {
        "ticket_id": "ticket number, ticket no, ticket nr, case id, conversation id, issue id, issue key, request id, incident number, "
        "ticketnummer, "
        "ticket nummer, vorgangsnummer, numéro de ticket, número de ticket, conversation, case, id",
        "created_at": "created on, created date, date created, create date, creation date, opened at, opened on, opened, opened date, "
        "date time opened, open date, submitted at, received at, received on, reported at, conversation started at, started at, erstellt, "
        "erstellt am, eröffnet am, eingang, eingangsdatum, angelegt am, créé le, date de création, ouvert le, creado, fecha de creación, "
        "fecha de apertura, aangemaakt, aangemaakt op, creation time, created timestamp, date opened, timestamp",
        "first_response_at": "first response, first reply at, first replied at, first responded at, first answer at, first response date, "
        "first agent reply at, initial response time, initial response at, first contact at, first public reply at, erste antwort am, "
        "erstantwort, erste antwort, première réponse, primera respuesta, eerste reactie",
        "resolved_at": "resolved on, resolved, resolved date, resolution date, solved on, solved, closed at, closed on, closed date, "
        "closed time, "
        "date closed, date time closed, close date, completed at, completed on, gelöst am, geschlossen am, abgeschlossen am, erledigt am, "
        "résolu le, fermé le, date de résolution, resuelto, fecha de cierre, fecha de resolución, opgelost, opgelost op, gesloten op, "
        "closed timestamp, date resolved, date solved",
        "interactions": "replies, agent replies, agent interactions, number of replies, touches, contacts, messages, response count, "
        "reply count, "
        "number of interactions, antworten, réponses, respuestas",
        "reopened": "reopens, re opened, is reopened, reopen count, reopened count, wiedereröffnet",
        "auto_reply": "automatic reply, is auto reply, auto response, autoreply",
        "channel": "source, ticket channel, case origin, origin, contact channel, kanal, canal, kanaal",
        "tags": "tag, labels, label, topics, category, categories, kategorie, thema, catégorie, categoría, categorie",
        "agent": "assigned to, agent name, ticket owner, case owner, assigned agent, support agent, bearbeiter, mitarbeiter, agente, "
        "medewerker",
        "customer_id": _CUSTOMER + ", account name, company, company name, customer name",
        "requester_id": "requester, requester email, contact id, contact, contact email, user id, reporter, submitter id, end user, "
        "anforderer",
        "avoidable": "is avoidable, preventable, vermeidbar",
        "topic_has_article": "has article, article exists, help article exists, in knowledge base",
    },
    "usage": {
        "customer_id": _CUSTOMER,
        "date": "event date, timestamp, event timestamp, usage date, activity date, occurred at, time, logged at, used at, session start, "
        "client event time, created at, datum, fecha, jour",
        "user_id": "user, visitor id, distinct id, person id, member, login, user email, benutzer, benutzer id, nutzer id, utilisateur, "
        "usuario, gebruiker",
        "feature": "event name, event type, feature name, feature id, module, page, action, funktion, fonctionnalité, función, functie",
        "minutes": "num minutes, duration minutes, session minutes, usage minutes, time spent minutes, minuten, minutos",
    },
    "renewals": {
        "customer_id": _CUSTOMER,
        "due_date": "renewal due date, due on, renewal due, contract end, contract end date, expires on, expiry date, fällig am, "
        "verlängerungsdatum, "
        "date d échéance, fecha de vencimiento, vervaldatum, end date",
        "renewed": "is renewed, renewal status, renewal outcome, did renew, verlängert, renouvelé, renovado, verlengd",
        "renewed_at": "renewed on, renewal closed at, verlängert am", "owner": _OWNER,
        "value_due": "amount due, contract value, value up for renewal, renewal value, arr due, acv due, vertragswert",
        "value_renewed": "renewed value, amount renewed, renewed amount, arr renewed, acv renewed",
    },
    "costs": {
        "month": "date, period, cost month, monat, mois, mes, maand",
        "category": "cost category, cost type, type of cost, line item, kostenart, kategorie, catégorie, categoría, kostensoort",
        "amount": "cost amount, spend, expense, betrag, kosten, montant, coût, importe, coste, bedrag",
    },
    "article_votes": {
        "article_id": "article, article number, help article id, page id, artikel, artikel id",
        "helpful_yes": "helpful, upvotes, up votes, thumbs up, helpful votes, positive votes, yes votes, hilfreich",
        "helpful_no": "not helpful, unhelpful, downvotes, down votes, thumbs down, unhelpful votes, negative votes, no votes, "
        "nicht hilfreich",
        "vote": "was this helpful, was this article helpful, rating", "views": "view count, page views, pageviews, aufrufe",
        "title": "article title, article name, titel, titre, título", "updated_at": "last updated, updated on, modified at, last modified",
    },
    "purchases": {
        "customer_id": _CUSTOMER,
        "date": "purchase date, order date, purchased at, purchased on, ordered at, invoice date, bestelldatum, kaufdatum, date d achat, "
        "fecha de compra, besteldatum, datum",
        "amount": "unit price, price per unit, item price, order total, order amount, total, purchase amount, value, net amount, "
        "invoice amount, betrag, summe, montant, "
        "importe, bedrag",
        "kind": "category, order type",
    },
    "opportunities": {
        "date": "closed on, closed at, closed date, expected close date, close day, abschlussdatum, schlusstermin, "
        "date de clôture, fecha de cierre, sluitdatum",
        "type": "opportunity type, deal type, kind, pipeline, art",
        "outcome": "deal stage, stage name, won lost, phase",
        "amount": "deal value, deal amount, value, opportunity amount, acv, annual contract value, betrag, montant, importe, bedrag",
    },
    "outcomes": {
        "customer_id": _CUSTOMER, "date": "measured on, outcome date, verified on, achieved on, datum",
        "outcome": "result, goal, desired outcome, ergebnis, objectif, resultado",
        "value": "value gained, gain, benefit, nutzen", "verified": "is verified, confirmed, confirmed by customer, bestätigt",
        "before": "value at start, ausgangswert, vorher", "after": "result value, nachher",
    },
    "help_center_sessions": {
        "date": _DATE,
        "users": "help center users, help centre users, unique visitors, visitors, unique users, besucher, nutzer, visiteurs, visitantes",
    },
}  # fmt: skip
ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    table: {column: split_names(text) for column, text in columns.items()} for table, columns in _ALIASES.items()
}
"""By table and column: what it is called elsewhere. `schema` adds these to the names that stand there."""
