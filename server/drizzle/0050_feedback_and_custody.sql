CREATE TABLE "custody_asks" (
	"userid" text NOT NULL,
	"year" integer NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	CONSTRAINT "custody_asks_pkey" PRIMARY KEY("userid","year")
);
--> statement-breakpoint
CREATE TABLE "custody_attestations" (
	"userid" text NOT NULL,
	"year" integer NOT NULL,
	"occasion" bigint NOT NULL,
	"edition" integer NOT NULL,
	"language" text NOT NULL,
	"text_hash" text NOT NULL,
	"confirmed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "custody_years" (
	"year" integer PRIMARY KEY NOT NULL,
	"day" text NOT NULL,
	"after_userid" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feedback_askers" (
	"asked_as" text NOT NULL,
	"userid" text NOT NULL,
	"problem_id" text NOT NULL,
	"text" text NOT NULL,
	"department_id" integer,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"idempotency_key" text,
	"verdict" text,
	"verdict_round" integer NOT NULL,
	CONSTRAINT "feedback_askers_pkey" PRIMARY KEY("asked_as","userid")
);
--> statement-breakpoint
CREATE TABLE "feedback_events" (
	"problem_id" text NOT NULL,
	"no" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"userid" text,
	"type" text NOT NULL,
	"text" text,
	CONSTRAINT "feedback_events_pkey" PRIMARY KEY("problem_id","no")
);
--> statement-breakpoint
CREATE TABLE "feedback_faqs" (
	"id" text PRIMARY KEY NOT NULL,
	"question" text NOT NULL,
	"pinyin" text collate "C" NOT NULL,
	"answer" text NOT NULL,
	"policy_id" text,
	"clause_id" text,
	"problem_id" text,
	"question_id" text,
	"changed_by" text NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "feedback_grams" (
	"gram" text collate "C" NOT NULL,
	"object_id" text NOT NULL,
	CONSTRAINT "feedback_grams_pkey" PRIMARY KEY("gram","object_id")
);
--> statement-breakpoint
CREATE TABLE "feedback_handlers" (
	"problem_id" text NOT NULL,
	"userid" text NOT NULL,
	"because" text NOT NULL,
	"on_behalf_of" text,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "feedback_handlers_pkey" PRIMARY KEY("problem_id","userid")
);
--> statement-breakpoint
CREATE TABLE "feedback_places" (
	"department_id" integer NOT NULL,
	"state" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"problem_id" text NOT NULL,
	CONSTRAINT "feedback_places_pkey" PRIMARY KEY("problem_id","department_id")
);
--> statement-breakpoint
CREATE TABLE "feedback_problems" (
	"id" text PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"pinyin" text collate "C" NOT NULL,
	"state" text NOT NULL,
	"asker_id" text NOT NULL,
	"department_path" integer[] NOT NULL,
	"departments" integer[] NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"is_late_reported" boolean NOT NULL,
	"people" integer NOT NULL,
	"forwarded_by" text,
	"forwarded_at" timestamp (3) with time zone,
	"taker_id" text,
	"outcome" text,
	"answer" text,
	"answered_by" text,
	"answered_at" timestamp (3) with time zone,
	"round" integer NOT NULL,
	"merged_into" text,
	"version" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "feedback_askers" ADD CONSTRAINT "feedback_askers_problem_id_feedback_problems_id_fk" FOREIGN KEY ("problem_id") REFERENCES "public"."feedback_problems"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_events" ADD CONSTRAINT "feedback_events_problem_id_feedback_problems_id_fk" FOREIGN KEY ("problem_id") REFERENCES "public"."feedback_problems"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_handlers" ADD CONSTRAINT "feedback_handlers_problem_id_feedback_problems_id_fk" FOREIGN KEY ("problem_id") REFERENCES "public"."feedback_problems"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feedback_places" ADD CONSTRAINT "feedback_places_problem_id_feedback_problems_id_fk" FOREIGN KEY ("problem_id") REFERENCES "public"."feedback_problems"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "custody_attestations_key" ON "custody_attestations" USING btree ("userid","year","occasion");--> statement-breakpoint
CREATE INDEX "feedback_askers_problem_idx" ON "feedback_askers" USING btree ("problem_id","asked_at");--> statement-breakpoint
CREATE INDEX "feedback_askers_person_idx" ON "feedback_askers" USING btree (lower("userid"),"asked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_askers_key" ON "feedback_askers" USING btree ("userid","idempotency_key");--> statement-breakpoint
CREATE INDEX "feedback_faqs_clause_idx" ON "feedback_faqs" USING btree ("policy_id","changed_at") WHERE "feedback_faqs"."retired_at" is null;--> statement-breakpoint
CREATE INDEX "feedback_faqs_changed_idx" ON "feedback_faqs" USING btree ("changed_at","id") WHERE "feedback_faqs"."retired_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_faqs_problem_key" ON "feedback_faqs" USING btree ("problem_id");--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_faqs_question_key" ON "feedback_faqs" USING btree ("question_id");--> statement-breakpoint
CREATE INDEX "feedback_grams_object_idx" ON "feedback_grams" USING btree ("object_id");--> statement-breakpoint
CREATE INDEX "feedback_handlers_person_idx" ON "feedback_handlers" USING btree (lower("userid"),"problem_id");--> statement-breakpoint
CREATE INDEX "feedback_places_state_idx" ON "feedback_places" USING btree ("department_id","state","asked_at","problem_id");--> statement-breakpoint
CREATE INDEX "feedback_problems_open_idx" ON "feedback_problems" USING btree ("asked_at","id") WHERE "feedback_problems"."state" in ('collected', 'forwarded', 'answering');--> statement-breakpoint
CREATE INDEX "feedback_problems_state_idx" ON "feedback_problems" USING btree ("state","asked_at","id");--> statement-breakpoint
CREATE INDEX "feedback_problems_due_idx" ON "feedback_problems" USING btree ("due_at","id") WHERE "feedback_problems"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "policy_questions_answered_idx" ON "policy_questions" USING btree ("asked_at","id") WHERE not "policy_questions"."is_open";--> statement-breakpoint
CREATE INDEX "feedback_problems_merged_idx" ON "feedback_problems" USING btree ("merged_into") WHERE "feedback_problems"."merged_into" is not null;--> statement-breakpoint
-- What a member confirmed is kept as it was.
CREATE TRIGGER custody_attestations_append_only BEFORE UPDATE OR DELETE ON custody_attestations FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER custody_attestations_no_truncate BEFORE TRUNCATE ON custody_attestations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
